using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Paas.Git.Fetches;
using Paas.Git.Objects;
using Paas.Git.Protocol;
using Paas.Git.Pushes;
using Paas.Git.Repositories;

namespace Paas.Git.Http;

/// <summary>The routes of git's smart HTTP protocol. Source: gitprotocol-http.</summary>
internal sealed class GitEndpoints(
    GitAccess access, RepositoryStore repositories, ReceivePack receivePack, UploadPack uploadPack, ILogger<GitEndpoints> logger)
{
    public async Task InfoRefsAsync(HttpContext context)
    {
        var service = context.Request.Query["service"].ToString();
        if (await access.GrantAsync(context, ActionOf(service), counts: true) is not var (app, _))
            return;

        if (service is not (RefAdvertisement.ReceivePack or RefAdvertisement.UploadPack))
        {
            await Answer.TextAsync(context, StatusCodes.Status403Forbidden, "Only git's smart HTTP protocol is spoken here; use git 1.6.6 or newer.");
            return;
        }

        Begin(context, $"application/x-{service}-advertisement");
        // Protocol 2 is answered with 0, which every client of protocol 2 speaks.
        var version1 = context.Request.Headers["Git-Protocol"].ToString().Split(':').Contains("version=1");
        RefAdvertisement.Write(context.Response.BodyWriter, service, repositories.Open(app.Id), version1);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public async Task HeadAsync(HttpContext context)
    {
        if (await access.GrantAsync(context, AppAction.FetchCode, counts: false) is var (app, _))
            await Answer.TextAsync(context, StatusCodes.Status200OK, $"ref: {repositories.Open(app.Id).ReadRefs().Head}");
    }

    public Task ReceivePackAsync(HttpContext context) => ServeAsync(context, RefAdvertisement.ReceivePack,
        (app, caller) => receivePack.RunAsync(context, app, caller, repositories.Open(app.Id)));

    public Task UploadPackAsync(HttpContext context) => ServeAsync(context, RefAdvertisement.UploadPack,
        (app, _) => uploadPack.RunAsync(context, repositories.Open(app.Id)));

    private async Task ServeAsync(HttpContext context, string service, Func<App, Caller, Task> serve)
    {
        LiftLimits(context);
        if (await access.GrantAsync(context, ActionOf(service), counts: false) is not var (app, caller))
            return;
        if (context.Request.ContentType != $"application/x-{service}-request")
        {
            await Answer.TextAsync(context, StatusCodes.Status415UnsupportedMediaType, $"The body must be application/x-{service}-request.");
            return;
        }

        Begin(context, $"application/x-{service}-result");
        try
        {
            await serve(app, caller);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception exception) when (exception is GitProtocolException or GitDataException)
        {
            await EndAsync(context, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            await EndAsync(context, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (service == RefAdvertisement.ReceivePack)
                Log.PushFailed(logger, exception, app.Name);
            else
                Log.FetchFailed(logger, exception, app.Name);
            await EndAsync(context, "the platform failed; try again, and ask its operator if that fails too");
        }
    }

    private static AppAction ActionOf(string service) => service == RefAdvertisement.ReceivePack ? AppAction.Deploy : AppAction.FetchCode;

    /// <summary>Git shows an ERR packet as a fatal error. Inside a pack it cannot be told: then the connection breaks.</summary>
    private static async Task EndAsync(HttpContext context, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        PktLine.Write(context.Response.BodyWriter, $"ERR {message}\n");
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Begin(HttpContext context, string contentType)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold back the build's output
    }

    /// <summary>Packs have limits of their own, see <see cref="GitOptions"/>.</summary>
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }
}
