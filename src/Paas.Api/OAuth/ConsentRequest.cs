using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Paas.Api.OAuth;

/// <summary>What a client asks of somebody (RFC 6749, section 4.1.1).</summary>
/// <param name="Client">The client.</param>
/// <param name="Scopes">What it wants to do.</param>
/// <param name="State">What it wants to hear again with the answer.</param>
internal sealed record ConsentRequest(OAuthClient Client, OAuthScopes Scopes, string State)
{
    private const int MaxStateLength = 2_000;

    /// <summary>The request of a query; or, where the client shall hear of it, what is wrong with it.</summary>
    public static ConsentRequest Parse(OAuthClient client, IQueryCollection query, out string? error)
    {
        OAuthScopes? scopes = OAuthScopes.Global; // as for every token that is asked for without
        var names = query["scope"].ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var isKnown = names.Length == 0 || OAuthScopeNames.TryParse(names, out scopes);
        var state = query["state"].ToString();
        error = query["response_type"] != "code" ? "unsupported_response_type" : !isKnown ? "invalid_scope" : state.Length > MaxStateLength ? "invalid_request" : null;
        return new ConsentRequest(client, scopes ?? OAuthScopes.None, state.Length > MaxStateLength ? "" : state);
    }

    /// <summary>The client's address with an answer. There is no other address to which one can go.</summary>
    public string Answer(string name, string value)
    {
        var url = QueryHelpers.AddQueryString(Client.RedirectUri.AbsoluteUri, name, value);
        return State.Length == 0 ? url : QueryHelpers.AddQueryString(url, "state", State);
    }

    /// <summary>What each scope lets a client do, in words.</summary>
    public IEnumerable<string> Wishes => OAuthScopeNames.Format(Scopes).Select(static name => name switch
    {
        "global" => "do everything that you can do, with your apps and with your account",
        "identity" => "see who you are",
        "read" => "see your apps, without their config vars",
        "read-protected" => "see your apps with their config vars",
        "write" => "change and destroy your apps, without their config vars",
        _ => "change and destroy your apps with their config vars",
    });
}
