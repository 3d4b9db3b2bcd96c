namespace Paas.Api.Http;

/// <summary>A line of the routing table.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Path; <c>{app}</c> stands for an app's name or id.</param>
/// <param name="Handler">Answers a request of a known caller. What that caller may do is checked by the facade.</param>
internal sealed record ApiRoute(string Method, string Pattern, Func<ApiCall, Task<ApiAnswer>> Handler)
{
    /// <summary>The route has an app, which is found before the handler runs: whoever may not see it gets 404.</summary>
    public bool HasApp { get; } = Pattern.Contains("apps/{app}", StringComparison.Ordinal);

    /// <summary>Kind of thing that the last parameter of the path names, as errors call it; null where it names none.</summary>
    public string? Resource
    {
        get
        {
            var segments = Pattern.Split('/');
            var last = Array.FindLast(segments, static segment => segment.StartsWith('{'));
            return last?.Trim('{', '}').Replace('-', '_');
        }
    }
}
