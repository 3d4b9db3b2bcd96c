using Paas.Apps;

namespace Paas.Sleeping;

/// <summary>
/// Wakes an app for the router. The sleeper is taken at the first wake only: it needs the router, which needs this.
/// </summary>
internal sealed class AppWaker(AppDirectory directory, Lazy<Sleeper> sleeper, TimeProvider time) : IAppWaker
{
    public async ValueTask WakeAsync(Guid appId, CancellationToken cancellationToken)
    {
        var requestedAt = time.GetTimestamp();
        await directory.WhenReadyAsync(cancellationToken);
        if (directory.FindLoaded(appId) is not { } app)
            return;
        await app.Mailbox.InvokeAsync(
            async () =>
            {
                if (!app.Model.IsEnding)
                    await sleeper.Value.WakeAsync(app, requestedAt);
                return true;
            },
            cancellationToken);
    }
}
