using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Paas.StaticSites;

/// <summary>What the static file middleware does not know: redirects, headers, hidden files, clean URLs, routes and the error page.</summary>
internal sealed class SiteRequest(SiteConfig config, IFileProvider files)
{
    private static readonly string[] _notForClients = ["/procfile", "/static.json", "/app.json", "/project.toml"];

    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var response = context.Response;
        var path = request.Path.Value ?? "/";
        foreach (var (pattern, headers) in config.Headers)
        {
            if (!PathPattern.Matches(pattern, path))
                continue;
            foreach (var (name, value) in headers)
                response.Headers[name] = value;
        }

        if (config.HttpsOnly && request.Headers["X-Forwarded-Proto"] == "http")
        {
            response.Redirect($"https://{request.Host.Host}{request.Path}{request.QueryString}", permanent: true);
            return Task.CompletedTask;
        }

        if (config.Redirects.TryGetValue(path, out var redirect))
        {
            response.StatusCode = redirect.Status;
            response.Headers.Location = redirect.Url;
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        if (IsHidden(path))
            return NotFoundAsync(context);
        if (FileFor(path) is { } file)
            request.Path = file;
        return next(context);
    }

    /// <summary>Answers when no file did.</summary>
    public async Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        var page = files.GetFileInfo(config.ErrorPage);
        context.Response.ContentType = page.Exists ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        if (page.Exists)
            await context.Response.SendFileAsync(page, context.RequestAborted);
        else
            await context.Response.WriteAsync("Not found\n", context.RequestAborted);
    }

    /// <summary>Files of the build that lie in the app's root, and names with a leading dot as nginx and others hide them.</summary>
    private static bool IsHidden(string path) =>
        (path.Contains("/.", StringComparison.Ordinal) && !path.StartsWith("/.well-known/", StringComparison.Ordinal))
        || _notForClients.Contains(path, StringComparer.OrdinalIgnoreCase);

    /// <summary>Another path to serve, or null to take the path as it is.</summary>
    private string? FileFor(string path)
    {
        if (files.GetFileInfo(path).Exists || files.GetDirectoryContents(path).Exists)
            return null;
        if (config.CleanUrls && files.GetFileInfo(path + ".html").Exists)
            return path + ".html";

        foreach (var (pattern, file) in config.Routes)
        {
            if (PathPattern.Matches(pattern, path))
                return '/' + file.TrimStart('/');
        }

        return null;
    }
}
