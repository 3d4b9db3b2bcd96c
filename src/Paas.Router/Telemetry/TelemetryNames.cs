namespace Paas.Telemetry;

/// <summary>Attribute names and values that cost no allocation.</summary>
internal static class TelemetryNames
{
    public const string Method = "http.request.method";
    public const string Scheme = "url.scheme";
    public const string Status = "http.response.status_code";
    public const string ProtocolVersion = "network.protocol.version";
    public const string ErrorType = "error.type";
    public const string App = "paas.app.name";
    public const string Dyno = "paas.dyno.name";

    private const string OtherMethod = "_OTHER";
    private static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Select(static status => (object)status)];
    private static readonly string[] StatusTexts = [.. Enumerable.Range(0, 600).Select(static status => status.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>A known method, or <c>_OTHER</c>: what clients invent must not become a dimension of metrics.</summary>
    public static string MethodOf(ReadOnlySpan<byte> method)
    {
        foreach (var known in (ReadOnlySpan<string>)["GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "TRACE"])
        {
            if (System.Text.Ascii.Equals(method, known))
                return known;
        }
        return OtherMethod;
    }

    /// <summary>A status as a boxed number.</summary>
    public static object StatusOf(int status) => Statuses[status is >= 0 and < 600 ? status : 0];

    /// <summary>A status in digits.</summary>
    public static string StatusText(int status) => StatusTexts[status is >= 0 and < 600 ? status : 0];
}
