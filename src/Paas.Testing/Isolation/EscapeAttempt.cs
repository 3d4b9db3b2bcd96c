namespace Paas.Testing;

/// <summary>
/// Something that a hostile app tries. Its script says on its last line <c>escaped</c> or <c>contained</c> and, after a colon,
/// what happened; where nothing can be said from inside, <see cref="EscapeScene"/> looks from outside.
/// </summary>
/// <param name="Name">Short name, for a row of a table and for tests.</param>
/// <param name="What">What is tried, in a sentence.</param>
/// <param name="Script">Shell line that tries it, with bash, coreutils, util-linux and perl.</param>
public sealed record EscapeAttempt(string Name, string What, string Script)
{
    /// <summary>
    /// It would harm the machine where nothing stops it, so it is not tried on dynos without isolation.
    /// </summary>
    public bool Dangerous { get; init; }

    /// <summary>A limit of memory has to end it: contained means <see cref="DynoFailure.MemoryExceeded"/>.</summary>
    public bool EndsByMemory { get; init; }

    /// <summary>It needs a network of the dyno's own to be stopped.</summary>
    public bool NeedsNetwork { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
