"""The bank's periodic work: what is due is done within seconds, also after a crash."""

from sandbox.background import every
from sandbox.bank import services


@every(2, "bank answers")
def answers() -> int:
    return services.callbacks_deliver()


@every(5, "bank transfers")
def transfers() -> int:
    moved = services.transfers_expire() + services.transfers_settle() + services.transfers_return()
    return moved + services.cancellations_decide()
