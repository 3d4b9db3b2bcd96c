using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Paas.Api.Http;

/// <summary>
/// The version that a caller asks for: <c>application/vnd.heroku+json; version=3</c>, with any suffix (<c>3.sdk</c>). Other
/// media types, and none, mean version 3.
/// </summary>
internal static partial class AcceptHeader
{
    public static void Check(StringValues accept)
    {
        foreach (var line in accept)
        {
            if (line is not null && Version().Match(line) is { Success: true } match && match.Groups[1].Value != "3")
                throw new ApiException(StatusCodes.Status406NotAcceptable, "not_acceptable", $"Version '{match.Groups[1].Value}' of the API is not served here. Use `Accept: application/vnd.heroku+json; version=3`.");
        }
    }

    [GeneratedRegex(@"application/vnd\.heroku\+json\s*;\s*version=([A-Za-z0-9]{1,20})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Version();
}
