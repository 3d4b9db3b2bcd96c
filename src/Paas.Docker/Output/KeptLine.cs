namespace Paas.Docker.Output;

/// <summary>A line that the daemon kept.</summary>
/// <param name="Time">When the daemon read it.</param>
/// <param name="Text">At most 10,000 bytes.</param>
internal readonly record struct KeptLine(DateTimeOffset Time, string Text);
