"""What customers of Ferrywell write about."""

from config.demo.scenario import Scenario
from config.demo.scenarios import (
    api_errors,
    api_limits,
    app_on_phones,
    erp,
    exports,
    figures,
    invoices,
    lost_keys,
    orders_multiplied,
    orders_waiting,
    outages_and_mail,
    partners_and_routing,
    payments,
    plans_and_seats,
    prices_and_tax,
    printing_and_questions,
    security_and_privacy,
    shops,
    single_sign_on,
    speed_and_search,
    stock_and_imports,
    users_and_roles,
    warehouse_app,
    webhook_delivery,
    webhook_receivers,
)

SCENARIOS: tuple[Scenario, ...] = tuple(
    scenario
    for part in (
        api_errors,
        api_limits,
        app_on_phones,
        erp,
        exports,
        figures,
        invoices,
        lost_keys,
        orders_multiplied,
        orders_waiting,
        outages_and_mail,
        partners_and_routing,
        payments,
        plans_and_seats,
        prices_and_tax,
        printing_and_questions,
        security_and_privacy,
        shops,
        single_sign_on,
        speed_and_search,
        stock_and_imports,
        users_and_roles,
        warehouse_app,
        webhook_delivery,
        webhook_receivers,
    )
    for scenario in part.SCENARIOS
)
BY_KEY = {scenario.key: scenario for scenario in SCENARIOS}
