namespace Paas.Load.Simulation;

/// <summary>What ten apps felt, over all rounds that count.</summary>
internal sealed class FairnessTally
{
    /// <summary>The quiet apps while all are quiet.</summary>
    public Answers Alone { get; } = new();

    /// <summary>The quiet apps beside the overloaded one.</summary>
    public Answers Beside { get; } = new();

    /// <summary>The overloaded app.</summary>
    public Answers Overloaded { get; } = new();

    /// <summary>Seconds that the overloaded app's workers worked, all together, while it was sent to.</summary>
    public double Work { get; set; }
}
