/** The simulated disk, a fixture for every module's tests, and the tests of both disks. */
@NullMarked
package io.odradek.log.io;

import org.jspecify.annotations.NullMarked;
