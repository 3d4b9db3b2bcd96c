namespace Paas.Api.Tests.Client;

/// <summary>A line of the table of commands.</summary>
/// <param name="Line">The command; what else a shell takes may stand around it.</param>
/// <param name="Expect">Regular expression that its output and errors must match.</param>
internal sealed record ClientCommand(string Line, string Expect)
{
    public int ExitCode { get; init; }

    /// <summary>It is run in every suite, not only when the table is written.</summary>
    public bool IsQuick { get; init; }

    /// <summary>What is typed.</summary>
    public string Input { get; init; } = "";
}
