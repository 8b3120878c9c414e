@NullMarked
package io.odradek.controller;

import org.jspecify.annotations.NullMarked;
