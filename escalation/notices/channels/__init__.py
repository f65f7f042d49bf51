"""The ways out of the portal: each sends one message, and knows nothing of rows, retries or leases."""
