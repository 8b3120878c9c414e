/**
 * A class per Kafka API that does not touch partitions' data: metadata, admin, producer ids. Each
 * maps a request to what the image says or to a call to the controller, and back; the version range
 * it serves stands beside it. {@link io.odradek.broker.api.UnsupportedApis} is the honest list of
 * what is answered with an error.
 */
@NullMarked
package io.odradek.broker.api;

import org.jspecify.annotations.NullMarked;
