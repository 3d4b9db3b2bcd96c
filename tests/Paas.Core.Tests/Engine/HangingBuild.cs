using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Engine;

/// <summary>A buildpack that waits until its build is cancelled, or the test lets it go on.</summary>
internal sealed class HangingBuild(TestPaas paas)
{
    private readonly OutsideWait<bool> _wait = new(paas.Services.GetRequiredService<EngineActivity>());
    private readonly TaskCompletionSource<BuildContext> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the build has begun.</summary>
    public Task<BuildContext> Started => _started.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        _started.SetResult(context);
        await using (cancellationToken.Register(() => _wait.Complete(false)))
            await _wait.WaitAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return new BuildpackResult();
    }

    public void Finish() => _wait.Complete(true);
}
