/** Here only because the client's results have no public constructors. */
@NullMarked
package org.apache.kafka.clients.admin;

import org.jspecify.annotations.NullMarked;
