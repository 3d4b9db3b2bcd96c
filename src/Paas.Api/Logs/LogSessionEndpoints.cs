using System.Globalization;
using Microsoft.AspNetCore.Http;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Streams;

namespace Paas.Api.Logs;

/// <summary>Log sessions: an address under which the log, filtered, is streamed.</summary>
internal sealed class LogSessionEndpoints(CapabilityUrls urls, LogStream stream, TimeProvider time) : IApiEndpoints
{
    private const string Kind = "log";
    private const int MaxFilterLength = 150;

    // A tail comes back to its address after a broken connection.
    private static readonly TimeSpan _tailLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(5);

    public void Map(ApiRoutes routes)
    {
        routes.Post("/apps/{app}/log-sessions", CreateAsync);
        routes.Open("GET", "/streams/log/{grant}", ServeAsync);
    }

    private async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.LogSessionRequest);
        var dyno = body.Dyno ?? body.DynoName ?? body.Type ?? "";
        var source = body.Source ?? "";
        Check(dyno, "dyno");
        Check(source, "source");
        if (body.Lines < 0)
            throw ApiException.Invalid("The field 'lines' is below zero.");

        var lines = body.Lines ?? new LogQuery().Lines;
        var grant = urls.Seal(Kind, body.Tail == true ? _tailLifetime : _lifetime,
            call.AppId, lines.ToString(CultureInfo.InvariantCulture), body.Tail == true ? "tail" : "", source, dyno);
        var now = time.GetUtcNow();
        // Opening the log tells whether the caller may: the address then needs no token.
        await foreach (var _ in call.Platform.Logs.ReadAsync(call.AppId, new LogQuery { Lines = 1 }, call.Aborted))
            break;
        return ApiAnswer.Created(new LogSessionBody(Guid.NewGuid(), new Uri(call.BaseUrl, "streams/log/" + grant).AbsoluteUri, now, now), ApiJson.Default.LogSessionBody);
    }

    private Task ServeAsync(HttpContext http)
    {
        var grant = urls.Open(Kind, (string)http.Request.RouteValues["grant"]!);
        return stream.ServeAsync(http, grant[0], new LogQuery
        {
            Lines = int.Parse(grant[1], CultureInfo.InvariantCulture),
            Tail = grant[2].Length > 0,
            Source = grant[3].Length > 0 ? grant[3] : null,
            Process = grant[4].Length > 0 ? grant[4] : null,
        });
    }

    private static void Check(string value, string field)
    {
        if (value.Length > MaxFilterLength || value.Any(char.IsControl))
            throw ApiException.Invalid($"The field '{field}' is too long or has a control character.");
    }
}
