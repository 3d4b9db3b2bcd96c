namespace Paas.Density;

/// <summary>What a density run measured.</summary>
/// <param name="Deploys">Launch of an empty host until all apps were made, built, released, scaled and answered.</param>
/// <param name="Start">Launch of a host that finds nothing running, until every app answers and every dyno is up.</param>
/// <param name="Restart">The same after <c>kill -9</c>.</param>
/// <param name="IdleCpu">Share of one processor that the host uses while nothing happens.</param>
/// <param name="Resident">Its resident memory in MB.</param>
/// <param name="Heap">Its managed heap in MB.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Processes">Processes of all dynos.</param>
/// <param name="DynoMemory">Their memory (PSS) in MB.</param>
internal sealed record DensityFigures(
    TimeSpan Deploys, TimeSpan Start, TimeSpan Restart, double IdleCpu, double Resident, double Heap, int Threads, int Processes, double DynoMemory);
