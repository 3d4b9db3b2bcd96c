namespace Paas.Parsing;

internal static class ExpectRules
{
    /// <summary>
    /// Tells an expectation that nobody knows from one that nobody can read: a list of <c>token</c> or
    /// <c>token=value</c> (RFC 9110 §10.1.1), with values of token or quoted-string bytes.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> value)
    {
        while (HttpTokens.TryTake(ref value, out var expectation))
        {
            var equals = expectation.IndexOf((byte)'=');
            if (!HttpRules.IsToken(equals < 0 ? expectation : expectation[..equals]))
                return false;
            if (equals < 0)
                continue;
            var argument = expectation[(equals + 1)..];
            var isQuoted = argument.Length >= 2 && argument[0] == '"' && argument[^1] == '"' && !argument[1..^1].Contains((byte)'"');
            if (!isQuoted && !HttpRules.IsToken(argument))
                return false;
        }
        return true;
    }
}
