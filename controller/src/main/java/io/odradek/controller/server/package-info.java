/**
 * The controllers' gRPC: the control service for brokers, raft's transport between controllers, and
 * the Kafka admin requests brokers forward. Mapping only; nothing is decided here.
 */
@NullMarked
package io.odradek.controller.server;

import org.jspecify.annotations.NullMarked;
