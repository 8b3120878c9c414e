/** Makes records of the metadata log. Pure; decides nothing. */
@NullMarked
package io.odradek.controller.record;

import org.jspecify.annotations.NullMarked;
