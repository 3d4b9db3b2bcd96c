namespace Paas.Formations;

/// <summary>A process type that should run.</summary>
internal sealed record DesiredProcess(string Type, string Command, int Quantity, string Size);
