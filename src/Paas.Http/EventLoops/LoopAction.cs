namespace Paas.EventLoops;

/// <summary>An action to be posted to a loop.</summary>
internal sealed class LoopAction(Action action) : IThreadPoolWorkItem
{
    public void Execute() => action();
}
