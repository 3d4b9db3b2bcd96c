namespace Paas.Toolchains;

/// <summary>Tools of a language that a build uses.</summary>
/// <param name="Version">Their version without a prefix.</param>
/// <param name="Bin">Directory of the programs.</param>
/// <param name="Directory">Where they were installed for this build; null for those of the machine, or of the stack image, which dynos have as well.</param>
internal sealed record Toolchain(string Version, string Bin, string? Directory);
