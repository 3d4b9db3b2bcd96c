namespace Paas;

/// <summary>Size of a terminal in characters.</summary>
/// <param name="Columns">Width.</param>
/// <param name="Rows">Height.</param>
public readonly record struct TerminalSize(ushort Columns, ushort Rows);
