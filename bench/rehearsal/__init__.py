"""The rehearsal of an operation: every process of ``deploy/`` on a fresh folder, the loop through the proxy, then the faults."""
