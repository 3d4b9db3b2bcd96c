using System.Collections.Concurrent;
using System.Collections.Immutable;
using Paas.Certificates;
using Paas.Engine;
using Paas.Formations;
using Paas.Scaling;

namespace Paas.Apps;

/// <summary>The long-lived identity of an app in this process: its mailbox and its newest model.</summary>
internal sealed class AppState(Guid id, AppModel model, Mailbox mailbox) : IDisposable
{
    private volatile AppModel _model = model;

    public Guid Id { get; } = id;

    public Mailbox Mailbox { get; } = mailbox;

    /// <summary>The newest model. Set only inside the mailbox.</summary>
    public AppModel Model
    {
        get => _model;
        set
        {
            _model = value;
            Changed.Pulse();
        }
    }

    /// <summary>Pulsed whenever the model has changed.</summary>
    public Signal Changed { get; } = new();

    /// <summary>The model once it fulfils the condition.</summary>
    public async Task<AppModel> WhenAsync(Func<AppModel, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Changed.Next;
            var model = Model;
            if (condition(model))
                return model;
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Plans again when a wait is over. Owned by the reconciler.</summary>
    public ITimer? Wake { get; set; }

    /// <summary>What was last given to the router. Owned by the reconciler.</summary>
    public HttpRoute? Route { get; set; }

    /// <summary>Host names under which <see cref="Route"/> was last given to the router.</summary>
    public ImmutableArray<string> Hosts { get; set; } = [];

    /// <summary>The certificates that the router has of this app, by host name. Owned by the publisher.</summary>
    public ImmutableDictionary<string, CertificateEntry> Certificates { get; set; } = ImmutableDictionary<string, CertificateEntry>.Empty;

    /// <summary>Host names for which a certificate is being issued. Only used inside the mailbox.</summary>
    public HashSet<string> Issuing { get; } = new(StringComparer.Ordinal);

    /// <summary>What the autoscaler has seen of each process type that scales by itself. Owned by it.</summary>
    public ConcurrentDictionary<string, ProcessScaling> Scaling { get; } = new(StringComparer.Ordinal);

    public void ReplaceDyno(DynoInstance dyno)
    {
        var model = Model;
        for (var i = 0; i < model.Dynos.Length; i++)
        {
            if (model.Dynos[i].Id == dyno.Id)
                Model = model with { Dynos = model.Dynos.SetItem(i, dyno) };
        }
    }

    public DynoInstance? FindDyno(Guid dynoId)
    {
        foreach (var dyno in Model.Dynos)
        {
            if (dyno.Id == dynoId)
                return dyno;
        }

        return null;
    }

    public void Dispose() => Wake?.Dispose();
}
