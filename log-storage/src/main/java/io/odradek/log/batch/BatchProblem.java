package io.odradek.log.batch;

/** What is wrong with a batch, in words for the producer. */
public record BatchProblem(RejectReason reason, String message) {}
