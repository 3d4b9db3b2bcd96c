namespace Paas;

/// <summary>When the driver gets images from their registry.</summary>
public enum DockerPullPolicy
{
    /// <summary>When the daemon does not have the image.</summary>
    Missing,

    /// <summary>Once in the life of the host before the first container of the image, and when the daemon does not have it.</summary>
    Always,

    /// <summary>Never; an image that the daemon does not have is an error.</summary>
    Never,
}
