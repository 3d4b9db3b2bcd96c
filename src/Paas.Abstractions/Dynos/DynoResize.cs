namespace Paas;

/// <summary>Changes the size of an attached dyno's terminal, which tells its foreground processes by SIGWINCH.</summary>
/// <param name="Terminal">New size.</param>
public sealed record DynoResize(TerminalSize Terminal) : DynoRequest;
