using CsCheck;

namespace Paas.Engine;

/// <summary>One step of a random history, before it is known what it means to the app it falls on.</summary>
internal sealed record Step(StepKind Kind, int Slot, int Number)
{
    public static readonly Gen<Step> Any = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(StepKind.Deploy)),
            (2, Gen.Const(StepKind.DeployWithReleaseCommand)),
            (1, Gen.Const(StepKind.DeployFailingReleaseCommand)),
            (1, Gen.Const(StepKind.DeployBroken)),
            (4, Gen.Const(StepKind.SetConfig)),
            (2, Gen.Const(StepKind.RemoveConfig)),
            (3, Gen.Const(StepKind.Scale)),
            (2, Gen.Const(StepKind.Rollback)),
            (2, Gen.Const(StepKind.Rename)),
            (2, Gen.Const(StepKind.AddDomain)),
            (1, Gen.Const(StepKind.RemoveDomain)),
            (1, Gen.Const(StepKind.Maintenance)),
            (1, Gen.Const(StepKind.Restart)),
            (1, Gen.Const(StepKind.Destroy))),
        Gen.Int[0, 2], Gen.Int[0, 1_000], static (kind, slot, number) => new Step(kind, slot, number));
}
