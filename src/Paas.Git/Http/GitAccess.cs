using System.Text;
using Microsoft.AspNetCore.Http;

namespace Paas.Git.Http;

/// <summary>Who asks, and for which app. Tokens come as the password of HTTP Basic, with any user name.</summary>
internal sealed class GitAccess(IPlatform platform, IAuthenticator authenticator, IAuthorizer authorizer, RequestQuota quota)
{
    /// <summary>The app and the caller, who may do this; null when the answer was a refusal, which is written.</summary>
    public async Task<(App App, Caller Caller)?> GrantAsync(HttpContext context, AppAction action, bool counts)
    {
        var token = ReadToken(context.Request.Headers.Authorization.ToString());
        var caller = token is null ? null : await authenticator.AuthenticateAsync(token, context.RequestAborted);
        if (caller is null)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Paas\"";
            await Answer.TextAsync(context, StatusCodes.Status401Unauthorized, token is null ? "A token is required as the password; any user name will do." : "The token is not known.");
            return null;
        }

        var name = (string)context.Request.RouteValues["app"]!;
        var app = await FindAsync(name, context.RequestAborted);
        // The same answer for "not there" and "not yours": names of other people's apps are not told.
        var permissions = app is null ? AppPermissions.None : await authorizer.GetPermissionsAsync(caller, app.Id, context.RequestAborted);
        if (app is null || !permissions.Allow(AppAction.View))
        {
            await Answer.TextAsync(context, StatusCodes.Status404NotFound, $"Couldn't find the app '{Shorten(name)}'. Check its name with the git remote, or create it first.");
            return null;
        }

        if (!permissions.Allow(action))
        {
            await Answer.TextAsync(context, StatusCodes.Status403Forbidden, $"You do not have access to {(action == AppAction.Deploy ? "push to" : "fetch from")} the app {app.Name}.");
            return null;
        }

        if (counts && !quota.TryTake(app.Id, caller.Email, out var retryAfter))
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Answer.TextAsync(context, StatusCodes.Status429TooManyRequests, " !  Too many requests for this Git repo. Please try again later.");
            return null;
        }

        return (app, caller with { Address = context.Connection.RemoteIpAddress?.ToString(), RequestId = context.TraceIdentifier });
    }

    internal static string? ReadToken(string authorization)
    {
        const string scheme = "Basic ";
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var encoded = authorization.AsSpan(scheme.Length).Trim();
        var decoded = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length))
            return null;
        var text = Encoding.UTF8.GetString(decoded, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon == text.Length - 1 ? null : text[(colon + 1)..];
    }

    private async Task<App?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await platform.Apps.GetAsync(name, cancellationToken);
        }
        catch (PaasException exception) when (exception.Id is PaasErrors.NotFound or PaasErrors.InvalidParams)
        {
            return null;
        }
    }

    private static string Shorten(string name) => name.Length <= 60 ? name : name[..57] + "...";
}
