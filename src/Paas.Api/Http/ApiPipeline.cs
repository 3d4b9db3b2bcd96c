using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Api.Access;
using Paas.Api.Json;

namespace Paas.Api.Http;

/// <summary>
/// What happens to every request of the routing table, in this order: request id, version, caller, rate limit, app and
/// permission, handler, answer. A failure on the way is a JSON body of Heroku's shape.
/// </summary>
internal sealed partial class ApiPipeline(
    IPlatform platform, ApiAccess access, RateLimiter limiter, IOptions<ApiOptions> options, ILogger<ApiPipeline> logger)
{
    public Task RunAsync(HttpContext http, ApiRoute route) => RunAsync(http, route.Pattern, route.Resource, async () =>
    {
        AcceptHeader.Check(http.Request.Headers.Accept);
        var call = await BeginAsync(http, route);
        var answer = await route.Handler(call);
        await answer.WriteAsync(http);
    });

    public Task RunAsync(HttpContext http, OpenRoute route) => RunAsync(http, route.Pattern, null, () => route.Handler(http));

    private async Task RunAsync(HttpContext http, string pattern, string? resource, Func<Task> answerAsync)
    {
        var headers = http.Response.Headers;
        headers["Request-Id"] = Guid.NewGuid().ToString();
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Accept, Authorization";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.Value.MaxBodySize;
        try
        {
            await answerAsync();
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception exception)
        {
            await RefuseAsync(http, pattern, resource, exception);
        }
    }

    private async Task<ApiCall> BeginAsync(HttpContext http, ApiRoute route)
    {
        var caller = await access.AuthenticateAsync(http, http.Response.Headers["Request-Id"].ToString());
        var actor = caller.AccountId.ToString();
        var isFree = route.Pattern == "/account/rate-limits";
        var isTaken = isFree || limiter.TryTake(actor, out _);
        http.Response.Headers["RateLimit-Remaining"] = limiter.Remaining(actor).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!isTaken)
            throw new ApiException(StatusCodes.Status429TooManyRequests, PaasErrors.RateLimit, "Your account reached the API rate limit\nPlease wait a few minutes before making new requests");

        var call = new ApiCall(http, platform, caller);
        if (route.HasApp)
            call.App = await ApiAccess.FindAppAsync(call);
        return call;
    }

    private async Task RefuseAsync(HttpContext http, string pattern, string? resource, Exception exception)
    {
        if (ErrorBody.From(exception, resource) is not var (status, body))
        {
            Log.Failed(logger, http.Request.Method, pattern, exception);
            (status, body) = (StatusCodes.Status500InternalServerError, new ErrorBody("internal_server_error", "The platform failed; its log has the details. Try again."));
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        await ApiAnswer.Json(status, body, ApiJson.Default.ErrorBody).WriteAsync(http);
    }

    private static partial class Log
    {
        // The pattern, not the path: a path may hold a secret, such as the URL of a log drain.
        [LoggerMessage(1, LogLevel.Error, "{Method} {Route} failed in the platform.")]
        public static partial void Failed(ILogger logger, string method, string route, Exception exception);
    }
}
