/** Tests of the controllers' gRPC. */
@NullMarked
package io.odradek.controller.server;

import org.jspecify.annotations.NullMarked;
