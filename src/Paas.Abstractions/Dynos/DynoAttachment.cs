namespace Paas;

/// <summary>
/// Asks for a dyno with somebody at it: its input stays open for <see cref="DynoInput"/>, and its output arrives as the
/// bytes that it writes (<see cref="DynoData"/>) instead of lines, none of them dropped.
/// </summary>
/// <param name="Terminal">Gives it a pseudo-terminal of this size, which is its controlling terminal; null gives it pipes.</param>
public sealed record DynoAttachment(TerminalSize? Terminal);
