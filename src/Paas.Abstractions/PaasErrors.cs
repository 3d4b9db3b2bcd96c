namespace Paas;

/// <summary>Error ids of the Heroku Platform API, as carried by <see cref="PaasException.Id"/>.</summary>
/// <remarks>Source: devcenter.heroku.com/articles/platform-api-reference#errors.</remarks>
public static class PaasErrors
{
    /// <summary>The thing named does not exist (404).</summary>
    public const string NotFound = "not_found";

    /// <summary>A value is illegal, too large or taken (422).</summary>
    public const string InvalidParams = "invalid_params";

    /// <summary>The request contradicts what is going on, such as a second build (409).</summary>
    public const string Conflict = "conflict";

    /// <summary>The caller is not known (401).</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The caller may not do this (403).</summary>
    public const string Forbidden = "forbidden";

    /// <summary>A limit of the platform is reached (429).</summary>
    public const string RateLimit = "rate_limit";

    /// <summary>The platform itself failed, for example because its disk is full (503).</summary>
    public const string Unavailable = "unavailable";
}
