using System.Globalization;

namespace Paas.Fuzzing.Reference;

/// <summary>Fields that requests and responses share. Each returns null for what must be refused.</summary>
internal static class ReferenceFields
{
    /// <summary>The elements of comma-separated lists over all fields with this name, lower case.</summary>
    public static List<string> List(ParsedHead head, string name) =>
        [.. head.Values(name).SelectMany(value => value.Split(',')).Select(part => part.Trim(' ', '\t').ToLowerInvariant()).Where(part => part.Length > 0)];

    /// <summary>-1 without the field.</summary>
    public static long? ContentLength(ParsedHead head)
    {
        long? length = -1;
        foreach (var value in head.Values("content-length"))
        {
            if (value.Length is 0 or > 18 || !value.All(char.IsAsciiDigit))
                return null;
            var number = long.Parse(value, CultureInfo.InvariantCulture);
            if (length >= 0 && length != number)
                return null;
            length = number;
        }
        return length;
    }

    public static bool? IsChunked(ParsedHead head, bool isHttp11)
    {
        var codings = head.Values("transfer-encoding");
        if (codings.Count == 0)
            return false;
        return isHttp11 && codings.Count == 1 && codings[0].Equals("chunked", StringComparison.OrdinalIgnoreCase) ? true : null;
    }

    /// <summary>The tokens of <c>Connection</c>.</summary>
    public static List<string>? Connection(ParsedHead head) =>
        head.Values("connection").Sum(value => value.Length) > 1024 ? null : List(head, "connection");

    public static bool Persists(List<string> connection, bool isHttp11) =>
        !connection.Contains("close") && (isHttp11 || connection.Contains("keep-alive"));

    public static bool Nominates(List<string> connection) =>
        connection.Exists(token => token is not ("close" or "keep-alive" or "upgrade"));
}
