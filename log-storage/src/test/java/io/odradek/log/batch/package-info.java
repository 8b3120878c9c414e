/** Tests of record batches, against Apache Kafka's own record classes. */
@NullMarked
package io.odradek.log.batch;

import org.jspecify.annotations.NullMarked;
