/**
 * What an operator may set: one {@link io.odradek.broker.config.ConfigKey} per key of {@code
 * server.properties}, the parsed values ({@link io.odradek.broker.config.BrokerConfig}) and the
 * effective configs of topics ({@link io.odradek.broker.config.TopicConfigs}). Nothing here acts on
 * a value; constructors elsewhere take values, not these objects.
 */
@NullMarked
package io.odradek.broker.config;

import org.jspecify.annotations.NullMarked;
