using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paas.Apps;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;

namespace Paas.Certificates;

/// <summary>
/// Automated certificate management: gets a certificate for each custom host name of the apps that want it, and a new one a month
/// before its end. The issuer is called outside the mailboxes, once at a time for a name.
/// </summary>
internal sealed partial class AutomaticCertificates(
    AppDirectory apps, AppCommits commits, CertificateChanges changes, Reconciler reconciler, ICertificateIssuer issuer, EngineLog log,
    EngineActivity activity, TimeProvider time, ILogger<AutomaticCertificates> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        AdvanceAll();
        _timer = time.CreateTimer(static self => ((AutomaticCertificates)self!).AdvanceAll(), this, _interval, _interval);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        await _stopping.CancelAsync();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Begins what is to be done for an app. Called inside its mailbox.</summary>
    public ValueTask AdvanceAsync(AppState app)
    {
        foreach (var hostname in AcmRules.Needs(app.Model, time.GetUtcNow()).ToList())
        {
            if (app.Issuing.Add(hostname))
                activity.Run(() => IssueAsync(app, hostname));
        }

        return ValueTask.CompletedTask;
    }

    private void AdvanceAll()
    {
        foreach (var app in apps.All.Where(static app => app.Model.App.AutomaticCertificates))
            app.Mailbox.Post(() => AdvanceAsync(app));
    }

    private async Task IssueAsync(AppState app, string hostname)
    {
        CheckedCertificate? certificate = null;
        AcmProgress? failure = null;
        try
        {
            var issued = await issuer.IssueAsync(hostname, _stopping.Token);
            certificate = CertificateRules.Check(issued.Chain, issued.PrivateKey);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (Exception e) // an issuer is foreign code, and the network is the network
        {
            Log.NotIssued(logger, hostname, app.Model.App.Name, e);
            var isFinal = e is PaasException { Id: PaasErrors.InvalidParams };
            failure = new AcmProgress(isFinal ? AcmStatus.Failed : AcmStatus.Failing, e is PaasException ? e.Message : "The certificate could not be issued; the platform's log has the details.", time.GetUtcNow());
        }

        await app.Mailbox.InvokeAsync(async () =>
        {
            app.Issuing.Remove(hostname);
            // Much may have happened to the app meanwhile.
            var isWanted = AcmRules.Needs(app.Model, time.GetUtcNow()).Contains(hostname);
            if (isWanted && certificate is not null)
                await InstallAsync(app, hostname, certificate);
            else if (isWanted && failure is not null)
                await commits.CommitAsync(app, app.Model.Document with { Acm = app.Model.Document.Acm.SetItem(hostname, failure) });
            return true;
        }, CancellationToken.None);
    }

    private async ValueTask InstallAsync(AppState app, string hostname, CheckedCertificate certificate)
    {
        var document = app.Model.Document;
        document = document with { Acm = document.Acm.SetItem(hostname, new AcmProgress(AcmStatus.Issued, null, time.GetUtcNow())) };
        if (AcmRules.CurrentFor(app.Model, hostname) is { } current)
            await changes.ReplaceAsync(app, current, certificate, document);
        else
            await changes.AddAsync(app, certificate, id => document with { DomainCertificates = document.DomainCertificates.SetItem(hostname, id) });
        log.Api(app.Id, $"Certificate issued for {hostname}");
        await reconciler.ReconcileAsync(app);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No certificate was issued for {Hostname} of app {App}.")]
        public static partial void NotIssued(ILogger logger, string hostname, string app, Exception exception);
    }
}
