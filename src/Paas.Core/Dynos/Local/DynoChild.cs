namespace Paas.Dynos.Local;

/// <summary>The main process of a dyno, which waits behind its gate until <see cref="Open"/>.</summary>
internal abstract class DynoChild : IDisposable
{
    /// <summary>The process.</summary>
    public abstract ProcessEntry Leader { get; }

    /// <summary>What stands before it; null when the host itself does.</summary>
    public virtual SupervisorRecord? Supervisor => null;

    /// <summary>Standard output and standard error.</summary>
    public abstract OutputSource Output { get; }

    /// <summary>Standard input of an attached dyno.</summary>
    public virtual IDynoInput? Input => null;

    /// <summary>Completes when the process ended.</summary>
    public abstract Task Ended { get; }

    /// <summary>Opens the gate.</summary>
    public abstract void Open();

    /// <summary>The exit code, once, after <see cref="Ended"/> and when nothing of the dyno has to be signalled any more; 128 + signal when it was killed.</summary>
    public abstract int? TakeExitCode();

    /// <summary>Lets go of the last of it, after its output was read.</summary>
    public virtual void Release()
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
