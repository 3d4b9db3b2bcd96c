namespace Paas.Docker.Output;

/// <summary>A line that the daemon kept.</summary>
/// <param name="Time">When the daemon read it.</param>
/// <param name="Text">As it is reported, if it is not so long that it is reported in pieces.</param>
/// <param name="End">Where it ends in <see cref="KeptOutput.Content"/>, line end included.</param>
internal readonly record struct KeptLine(DateTimeOffset Time, string Text, int End);
