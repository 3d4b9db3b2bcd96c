using System.Text;

namespace Paas.Fuzzing.Checks;

/// <summary>Something that must not be: a disagreement, a crash, a smuggled message.</summary>
public sealed class FindingException : Exception
{
    /// <summary>Creates a finding.</summary>
    public FindingException(string message) : base(message)
    {
    }

    /// <summary>Shows bytes so that they can be pasted into a test.</summary>
    internal static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var value in bytes)
        {
            text.Append(value switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\t' => "\\t",
                (byte)'"' => "\\\"",
                (byte)'\\' => "\\\\",
                < 32 or > 126 => $"\\u{(int)value:x4}",
                _ => ((char)value).ToString(),
            });
        }
        return text.Append('"').ToString();
    }
}
