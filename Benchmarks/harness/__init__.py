"""What the measures share: servers, repositories, images, the daemon, samples."""
