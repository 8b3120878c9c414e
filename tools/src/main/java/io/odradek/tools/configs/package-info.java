/** {@code kafka-configs}: dynamic configs, quotas and SCRAM credentials. */
@NullMarked
package io.odradek.tools.configs;

import org.jspecify.annotations.NullMarked;
