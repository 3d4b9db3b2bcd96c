using System.Buffers;

namespace Paas.Shell;

/// <summary>Text for a POSIX shell.</summary>
internal static class ShellText
{
    private static readonly SearchValues<char> _plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=+@,%");

    /// <summary>One word that the shell reads as exactly this text.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(_plain) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
