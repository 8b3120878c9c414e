/**
 * What clients asked of a cluster and what they got, and the promises that can be broken between
 * the two: a class for each anomaly, named as in jepsen.tests.kafka. Pure: records in, anomalies
 * out.
 */
@NullMarked
package io.odradek.it.history;

import org.jspecify.annotations.NullMarked;
