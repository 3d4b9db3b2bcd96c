namespace Paas.Toolchains;

/// <summary>The tools that an app asks for.</summary>
/// <param name="Toolchain">Name that <see cref="IToolchainSource"/> knows, such as <c>ruby</c>.</param>
/// <param name="Title">Name for people: <c>Ruby</c>.</param>
internal sealed record ToolchainRequest(string Toolchain, string Title)
{
    /// <summary>The range as the app writes it, for messages.</summary>
    public required string Range { get; init; }

    /// <summary>The file or config var that says so, for messages; null when nothing asked and this is the default.</summary>
    public string? AskedBy { get; init; }

    /// <summary>Whether a version is in the range.</summary>
    public required Func<string, bool> Accepts { get; init; }

    /// <summary>Whether a version that has to be got is good, when that is a narrower question; null when it is not.</summary>
    public Func<string, bool>? AcceptsOffer { get; init; }

    /// <summary>
    /// Shell text that prints a line <c>{version} {directory of its programs}</c> for each one on the machine, the preferred first.
    /// Lines that do not start with a digit are ignored.
    /// </summary>
    public required string Probe { get; init; }

    /// <summary>
    /// Where one goes that has to be got: a directory below the app, when dynos need it too, or below the cache. What is
    /// there from an earlier build is used again when its version fits and is still the best.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>What to tell somebody who has none: <c>Debian: apt-get install ruby bundler</c>.</summary>
    public required string Advice { get; init; }
}
