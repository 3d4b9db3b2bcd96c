using System.Text.RegularExpressions;

namespace Paas.Fuzzing.Reference;

/// <summary>The meaning of a request head: what RFC 9112 §6 and §9 say, and whatever could be read in two ways refused.</summary>
internal static partial class ReferenceRequest
{
    public static ReferenceFacts Read(ParsedHead head)
    {
        var parts = head.Start.Split(' ');
        var (method, target, isHttp11) = (parts[0], parts[1], parts[2] == "HTTP/1.1");
        var hosts = head.Values("host");
        if (hosts.Count != 1 || !Host().IsMatch(hosts[0]) || method == "CONNECT")
            return ReferenceFacts.Refused;
        if (Path(method, target, hosts[0]) is not { } path)
            return ReferenceFacts.Refused;
        if (ReferenceFields.ContentLength(head) is not { } length || ReferenceFields.IsChunked(head, isHttp11) is not { } chunked
            || (chunked && length >= 0) || ReferenceFields.Connection(head) is not { } connection)
        {
            return ReferenceFacts.Refused;
        }
        var expectations = head.Values("expect");
        if (expectations.Exists(value => value.Length > 0 && !value.Equals("100-continue", StringComparison.OrdinalIgnoreCase)))
            return ReferenceFacts.Refused;
        var protocols = ReferenceFields.List(head, "upgrade");
        if (connection.Contains("upgrade") && (protocols.Count == 0 || protocols.Exists(protocol => !IsProtocol(protocol))))
            return ReferenceFacts.Refused;

        return new ReferenceFacts(
            true,
            chunked ? HttpBodyKind.Chunked : length > 0 ? HttpBodyKind.Length : HttpBodyKind.None,
            chunked ? -1 : length,
            ReferenceFields.Persists(connection, isHttp11),
            connection.Contains("upgrade") && isHttp11 && !protocols.Exists(protocol => protocol.Split('/')[0] == "h2c"),
            isHttp11 && expectations.Exists(value => value.Length > 0),
            ReferenceFields.Nominates(connection),
            hosts[0],
            path);
    }

    private static string? Path(string method, string target, string host)
    {
        if (target[0] == '/')
            return target;
        if (target == "*")
            return method == "OPTIONS" ? target : null;
        var absolute = Absolute().Match(target);
        if (!absolute.Success || !absolute.Groups["authority"].Value.Equals(host, StringComparison.OrdinalIgnoreCase))
            return null;
        var path = absolute.Groups["path"].Value;
        return path.StartsWith('?') ? null : path;
    }

    private static bool IsProtocol(string protocol)
    {
        var parts = protocol.Split('/');
        return parts.Length <= 2 && parts.All(ReferenceParser.IsToken);
    }

    [GeneratedRegex(@"^([A-Za-z0-9\-._~]+|\[[0-9A-Fa-f:.]{2,}\])(:[0-9]{0,5})?\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"^[Hh][Tt][Tt][Pp][Ss]?://(?<authority>[^/?]*)(?<path>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Absolute();
}
