using System.Text;
using Microsoft.Extensions.Logging;
using Paas.Apps;

namespace Paas.Certificates;

/// <summary>Gives the router the certificates of an app's host names. Level-triggered: only what has changed is given.</summary>
internal sealed partial class CertificatePublisher(ITlsCertificates target, ISecretProtector secrets, ILogger<CertificatePublisher> logger)
{
    /// <summary>Called inside the app's mailbox. False when something could not be given; then it is tried again by the next call.</summary>
    public async ValueTask<bool> PublishAsync(AppState app)
    {
        var wanted = Wanted(app.Model);
        var known = app.Certificates;
        if (wanted.Count == 0 && known.IsEmpty)
            return true;

        var opened = new Dictionary<Guid, TlsCertificate>();
        var done = true;
        foreach (var hostname in known.Keys.Where(name => !wanted.ContainsKey(name)))
            done &= await TrySetAsync(app, hostname, null, opened);
        foreach (var (hostname, entry) in wanted)
        {
            if (!known.TryGetValue(hostname, out var old) || old.Document != entry.Document)
                done &= await TrySetAsync(app, hostname, entry, opened);
        }

        return done;
    }

    private static Dictionary<string, CertificateEntry> Wanted(AppModel model)
    {
        var wanted = new Dictionary<string, CertificateEntry>(StringComparer.Ordinal);
        if (model.Destroyed || model.Certificates.IsEmpty)
            return wanted;
        var byId = model.Certificates.ToDictionary(static entry => entry.Document.Id);
        foreach (var (hostname, id) in model.Document.DomainCertificates)
        {
            if (byId.TryGetValue(id, out var entry))
                wanted[hostname] = entry;
        }

        return wanted;
    }

    private async ValueTask<bool> TrySetAsync(AppState app, string hostname, CertificateEntry? entry, Dictionary<Guid, TlsCertificate> opened)
    {
        try
        {
            await target.SetAsync(hostname, entry is null ? null : Open(app, entry, opened), CancellationToken.None);
            app.Certificates = entry is null ? app.Certificates.Remove(hostname) : app.Certificates.SetItem(hostname, entry);
            return true;
        }
        catch (Exception e) // a key that cannot be opened, or a router that refuses: this name has no certificate, all others have
        {
            Log.NotPublished(logger, app.Model.App.Name, hostname, e);
            return false;
        }
    }

    private TlsCertificate Open(AppState app, CertificateEntry entry, Dictionary<Guid, TlsCertificate> opened)
    {
        var document = entry.Document;
        if (!opened.TryGetValue(document.Id, out var certificate))
        {
            var key = Encoding.ASCII.GetString(secrets.Unprotect(document.SealedKey, CertificateEntry.PurposeOf(app.Id, document.Id)));
            opened[document.Id] = certificate = new TlsCertificate(document.Chain, key);
        }

        return certificate;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The router has not got the certificate of app {App} for {Hostname}; it is given again at the next resync.")]
        public static partial void NotPublished(ILogger logger, string app, string hostname, Exception exception);
    }
}
