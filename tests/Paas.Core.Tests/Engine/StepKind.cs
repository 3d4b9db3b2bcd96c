namespace Paas.Engine;

internal enum StepKind
{
    Deploy,
    DeployWithReleaseCommand,
    DeployFailingReleaseCommand,
    DeployBroken,
    SetConfig,
    RemoveConfig,
    Scale,
    Rollback,
    Rename,
    AddDomain,
    RemoveDomain,
    Maintenance,
    Restart,
    Destroy,
}
